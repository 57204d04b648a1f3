/*
 * XXH64 with seed 0, by the algorithm's description at https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
 * Prometheus hashes label sets with it.
 */

const prime1 = 0x9e3779b185ebca87n
const prime2 = 0xc2b2ae3d27d4eb4fn
const prime3 = 0x165667b19e3779f9n
const prime4 = 0x85ebca77c2b2ae63n
const prime5 = 0x27d4eb2f165667c5n

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value)
const rotate = (value: bigint, by: bigint): bigint => wrap(value << by) | (value >> (64n - by))
const round = (lane: bigint, input: bigint): bigint => wrap(rotate(wrap(lane + input * prime2), 31n) * prime1)
const mergeLane = (hash: bigint, lane: bigint): bigint => wrap((hash ^ round(0n, lane)) * prime1 + prime4)

/** The 64-bit hash as an unsigned number. */
export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 32)
  const start = bytes.length >= 32 ? hashStripes(view, whole) : prime5
  return avalanche(hashRest(view, whole, wrap(start + BigInt(bytes.length))))
}

function hashStripes(view: DataView, end: number): bigint {
  let lanes = [wrap(prime1 + prime2), prime2, 0n, wrap(-prime1)]
  for (let at = 0; at < end; at += 32) {
    lanes = lanes.map((lane, index) => round(lane, view.getBigUint64(at + 8 * index, true)))
  }
  const rotations = [1n, 7n, 12n, 18n]
  const joined = lanes.reduce((sum, lane, index) => sum + rotate(lane, rotations[index] ?? 0n), 0n)
  return lanes.reduce(mergeLane, wrap(joined))
}

function hashRest(view: DataView, from: number, start: bigint): bigint {
  let hash = start
  let at = from
  for (; at + 8 <= view.byteLength; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * prime1 + prime4)
  }
  for (; at + 4 <= view.byteLength; at += 4) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * prime1), 23n) * prime2 + prime3)
  }
  for (; at < view.byteLength; at++) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint8(at)) * prime5), 11n) * prime1)
  }
  return hash
}

function avalanche(start: bigint): bigint {
  let hash = start
  hash = wrap((hash ^ (hash >> 33n)) * prime2)
  hash = wrap((hash ^ (hash >> 29n)) * prime3)
  return hash ^ (hash >> 32n)
}

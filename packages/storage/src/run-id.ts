import { randomBytes } from 'node:crypto'

/** A new id of a run: UUID version 7 (RFC 9562 §5.7), which sorts by time. `now` is in unix seconds. */
export function runId(now = Date.now() / 1000): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Math.max(0, Math.floor(now * 1000)), 0, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

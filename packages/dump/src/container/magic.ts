import { AppError } from '@ocp-perf/errors'

export type Container = 'gzip' | 'tar' | 'text'

/** As much of a file's beginning as `containerOf` looks at. */
export const headSize = 512

interface Refused {
  bytes: readonly number[]
  name: string
  hint: string
}

const fromTsdb = 'Make a dump of the data folder: promtool tsdb dump-openmetrics DATA-FOLDER > dump.om'

const refused: readonly Refused[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'a zip archive', hint: 'Unpack it, and give the folder.' },
  { bytes: [0x50, 0x4b, 0x05, 0x06], name: 'an empty zip archive', hint: 'Give a dump, or a folder that holds one.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: 'compressed with zstd', hint: 'Unpack it first: zstd -d FILE' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: 'compressed with xz', hint: 'Unpack it first: xz -d FILE' },
  { bytes: [0x42, 0x5a, 0x68], name: 'compressed with bzip2', hint: 'Unpack it first: bzip2 -d FILE' },
  { bytes: [0xba, 0xaa, 0xd7, 0x00], name: 'the index of a Prometheus block', hint: fromTsdb },
  { bytes: [0x85, 0xbd, 0x40, 0xdd], name: 'a chunk file of Prometheus', hint: fromTsdb },
  { bytes: [0x01, 0x30, 0xbc, 0x91], name: 'a head chunk file of Prometheus', hint: fromTsdb },
  {
    bytes: [0xff, 0xfe],
    name: 'UTF-16 text',
    hint: 'PowerShell writes it with ">": make the dump in another shell, or convert it to UTF-8.',
  },
  { bytes: [0xfe, 0xff], name: 'UTF-16 text', hint: 'Convert it to UTF-8.' },
]

const tarMagicAt = 257
const tarChecksumAt = 148
const tarChecksumLength = 8
const spaceCode = 0x20

/**
 * What a file is, by its first bytes and never by its name. Whatever is not known is text, which tells soon enough
 * whether it is one.
 *
 * @throws AppError `invalid_input` for what is known and cannot be read, with what to do.
 */
export function containerOf(head: Buffer, path: string): Container {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  const known = refused.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))
  if (known !== undefined) {
    throw new AppError('invalid_input', `${path} is ${known.name}, not a dump of samples.`, { hint: known.hint })
  }
  return isTarHeader(head) ? 'tar' : 'text'
}

function isTarHeader(head: Buffer): boolean {
  if (head.length < headSize) return false
  if (head.toString('latin1', tarMagicAt, tarMagicAt + 5) === 'ustar') return true
  // Older archives have no magic, but each header has the sum of its bytes.
  const written = Number.parseInt(head.toString('latin1', tarChecksumAt, tarChecksumAt + tarChecksumLength).trim(), 8)
  const sum = head.reduce((total, byte, index) => {
    const inChecksum = index >= tarChecksumAt && index < tarChecksumAt + tarChecksumLength
    return total + (inChecksum ? spaceCode : byte)
  }, 0)
  return written === sum
}

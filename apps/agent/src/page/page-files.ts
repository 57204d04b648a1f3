import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isMissing } from '../read-json.ts'

/** A file of the page as it goes out. */
export interface PageFile {
  bytes: Buffer
  /** The same, compressed, where that is worth it. */
  gzipped: Buffer | undefined
  type: string
  /** Changes with the content. */
  tag: string
  /** Whether its name changes with its content, so that it can be kept for ever. */
  hashed: boolean
}

export interface PageFiles {
  /** A file by its path below the folder; undefined where there is none. */
  find(path: string): Promise<PageFile | undefined>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const compressible = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt'])
const leastCompressed = 1024

// The build's own folder for what it names by its content: `assets/index-B3kq1x_Z.js`.
const hashedName = /^assets\/.+-[\w-]{8,}\.\w+$/

/**
 * The files of a built page. Only what the folder's own listing names is ever opened, so no path leads out of it. A page that
 * is built again is seen at once.
 */
export function openPageFiles(folder: string): PageFiles {
  const kept = new Map<string, PageFile>()
  return {
    async find(path) {
      const ending = extname(path)
      const type = types[ending]
      if (type === undefined || !(await pathsIn(folder)).includes(path)) return undefined
      const file = join(folder, path)
      const { mtimeMs, size } = await stat(file)
      const tag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`
      const known = kept.get(path)
      if (known?.tag === tag) return known
      const bytes = await readFile(file)
      const isWorthIt = compressible.has(ending) && bytes.length >= leastCompressed
      const gzipped = isWorthIt ? gzipSync(bytes) : undefined
      const found = { bytes, gzipped, type, tag, hashed: hashedName.test(path) }
      kept.set(path, found)
      return found
    },
  }
}

async function pathsIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

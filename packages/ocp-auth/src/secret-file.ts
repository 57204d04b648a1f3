import { readFile } from 'node:fs/promises'
import { AppError } from '@ocp-perf/errors'
import type { TlsOptions } from '@ocp-perf/promql'

/** Text of a configured file; `invalid_input` names the file and the setting when it cannot be read. */
export async function readConfiguredFile(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new AppError('invalid_input', `${setting}: ${path} cannot be read (${fileErrorCode(error)}).`, {
      hint: 'Check the path and that this user may read the file.',
      cause: error,
    })
  }
}

/** A PEM file with at least one certificate or key of the kind asked for. */
export async function readPem(path: string, setting: string, kind: 'CERTIFICATE' | 'PRIVATE KEY'): Promise<string> {
  const text = await readConfiguredFile(path, setting)
  if (!text.includes(`${kind}-----`)) {
    throw new AppError('invalid_input', `${setting}: ${path} holds no PEM ${kind.toLowerCase()}.`, {
      hint: `The file must hold a block that begins with -----BEGIN ${kind}-----.`,
    })
  }
  return text
}

export interface TlsFiles {
  ca_file?: string | undefined
  cert_file?: string | undefined
  key_file?: string | undefined
  server_name?: string | undefined
  insecure?: boolean | undefined
}

/**
 * TLS settings with their files read, for the sections `prometheus` and `etcd` of a cluster.
 * `section` names the settings in errors, as in "etcd.ca_file".
 */
export async function readTls(files: TlsFiles, section: string): Promise<TlsOptions> {
  const read = (path: string | undefined, key: string, kind: 'CERTIFICATE' | 'PRIVATE KEY') =>
    path === undefined ? undefined : readPem(path, `${section}.${key}`, kind)
  const [ca, cert, key] = await Promise.all([
    read(files.ca_file, 'ca_file', 'CERTIFICATE'),
    read(files.cert_file, 'cert_file', 'CERTIFICATE'),
    read(files.key_file, 'key_file', 'PRIVATE KEY'),
  ])
  return { ca, cert, key, serverName: files.server_name, insecure: files.insecure }
}

/**
 * A token file that others rotate: read anew for each request, since a mounted token is swapped without notice. While a
 * writer has it empty or away for a moment, the last good token serves.
 */
export function createTokenFile(path: string, setting: string): () => Promise<string> {
  let lastGood: string | undefined
  return async () => {
    try {
      const text = (await readFile(path, 'utf8')).trim()
      lastGood = text === '' ? lastGood : text
    } catch (error) {
      if (lastGood === undefined) {
        throw new AppError('unauthorized', `${setting}: ${path} cannot be read (${fileErrorCode(error)}).`, {
          hint: 'Check the path and that this user may read the file.',
          cause: error,
        })
      }
    }
    if (lastGood !== undefined && /\s/.test(lastGood)) {
      throw new AppError('unauthorized', `${setting}: ${path} holds more than a token.`, {
        hint: 'Write the bearer token into it alone: one line, without the word Bearer.',
      })
    }
    if (lastGood === undefined) {
      throw new AppError('unauthorized', `${setting}: ${path} is empty.`, { hint: 'Write the bearer token into it.' })
    }
    return lastGood
  }
}

export function fileErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

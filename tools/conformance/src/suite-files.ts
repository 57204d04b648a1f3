import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)

/** The path of a file of the conformance suite, which is a program and names no entry for an import. */
export function suiteFile(path: 'dist/index.js' | `requirements/${string}.yaml`): string {
  return resolve(`@modelcontextprotocol/conformance/${path}`)
}

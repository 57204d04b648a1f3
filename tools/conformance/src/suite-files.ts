import { fileURLToPath } from 'node:url'

// Any file that is certain to be there tells where the rest is: the suite is a program and names no entry.
const root = new URL('.', import.meta.resolve('@modelcontextprotocol/conformance/package.json'))

/** The path of a file of the conformance suite. */
export function suiteFile(path: 'dist/index.js' | `requirements/${string}.yaml`): string {
  return fileURLToPath(new URL(path, root))
}

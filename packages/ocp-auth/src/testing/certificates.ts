import { readFileSync } from 'node:fs'

const read = (name: string) => readFileSync(new URL(`certificates/${name}`, import.meta.url), 'utf8')

/** Test-only certificates (certificates/generate.sh); their keys are public and guard nothing. */
export const testCertificates = {
  ca: read('ca.crt'),
  otherCa: read('other-ca.crt'),
  server: { cert: read('server.crt'), key: read('server.key') },
  expired: { cert: read('expired.crt'), key: read('expired.key') },
  wrongName: { cert: read('wrong-name.crt'), key: read('wrong-name.key') },
  admin: { cert: read('admin.crt'), key: read('admin.key') },
} as const

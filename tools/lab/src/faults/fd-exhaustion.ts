import { readdirSync } from 'node:fs'
import { defineFault } from '../injection/fault.ts'
import { traffic } from '../injection/traffic-args.ts'
import { openFilesLimit, setOpenFilesLimit } from '../machine/open-files.ts'

/** Beyond it etcd warns; at the limit itself it could not write its log, and would end. */
const usedShare = 0.88

export default defineFault({
  title: 'A client leaks connections to one member, whose limit of open files is lowered, until few are left.',
  needs: ['open-files'],
  cause: 'fd-exhaustion',
  target: 'follower',
  strength: { unit: 'open files', default: 400, min: 200, max: 900 },
  moves: [{ signal: 'files_used', on: 'target', above: 0.8 }],
  stays: [{ signal: 'files_used', on: 'others', below: 0.5 }],
  inject: async ({ members, strength, state, later, processOf, runWorker }) => {
    for (const member of members) {
      const { pid } = processOf(member)
      const connections = Math.round(strength * usedShare) - readdirSync(`/proc/${pid}/fd`).length
      later({ kind: 'open-files', member: member.name, limit: openFilesLimit(pid) })
      await setOpenFilesLimit(pid, `${strength}:`)
      const { address: host, clientPort: port } = member
      const leak = traffic('tcp-hold', { host, port, rate: connections / 5, connections })
      await runWorker('traffic', leak, state().monitorNamespace)
    }
  },
})

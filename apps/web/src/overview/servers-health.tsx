import type { ServerHealth } from '@ocp-perf/agents/contract'
import { useQuery } from '@tanstack/react-query'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { agoText } from '../parts/format.ts'
import { TableBox } from '../parts/table-box.tsx'

const refreshMs = 10_000
const stateBadge = { up: 'ok', connecting: 'watch', down: 'critical' } as const

/** Which servers the agent works with, and whether they answer. */
export function ServersHealth({ isPaused }: { isPaused: boolean }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['servers'],
    queryFn: ({ signal }) => agent.servers(signal),
    refetchInterval: isPaused ? false : refreshMs,
  })
  return (
    <section aria-labelledby="servers">
      <h2 id="servers">Servers</h2>
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Busy what="Asking the servers" />}
      {data !== undefined && (
        <TableBox label="Servers">
          <table>
            <thead>
              <tr>
                <th scope="col">Server</th>
                <th scope="col">State</th>
                <th scope="col" className="right">
                  Tools
                </th>
                <th scope="col">Version</th>
                <th scope="col">Address</th>
              </tr>
            </thead>
            <tbody>
              {data.servers.map((server) => (
                <ServerRow key={server.name} server={server} />
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </section>
  )
}

function ServerRow({ server: { title, state, since, version, tools, url, fault } }: { server: ServerHealth }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        <span className={`badge is-${stateBadge[state]}`}>{state}</span> <span className="faint">{agoText(since)}</span>
        {fault !== null && (
          <p className="faint said">
            {fault.message} {fault.hint}
          </p>
        )}
      </td>
      <td className="right">{tools}</td>
      <td>{version ?? '–'}</td>
      <td>
        <code>{url}</code>
      </td>
    </tr>
  )
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../machine/free-ports.ts'
import { requireProgram } from '../machine/programs.ts'
import { type LoneServer, startLoneServer } from './lone-server.ts'

export interface InfluxServerOptions {
  /** Lets nobody in without a user and a password, once there is a first user. */
  authentication?: boolean
  /** The server cuts answers that are not chunked at so many rows. */
  maxRowLimit?: number
}

/**
 * Starts a real InfluxDB 1.x, empty at first.
 *
 * @throws AppError `not_found` without the program, `upstream` where it does not start.
 */
export async function startInflux(options: InfluxServerOptions = {}): Promise<LoneServer> {
  // A developer's own INFLUXDB_* settings would override the file's.
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('INFLUX') && name !== 'HOME')
  return await startLoneServer({
    name: 'InfluxDB',
    program: requireProgram('influxd'),
    readyPath: '/ping',
    env: Object.fromEntries(environment),
    prepare: async ({ folder, address }) => {
      const [rpcPort = 0] = await freePorts(1)
      const file = join(folder, 'influxdb.conf')
      writeFileSync(file, configuration({ folder, address, rpcPort, ...options }))
      return ['run', '-config', file]
    },
  })
}

interface Configuration extends InfluxServerOptions {
  folder: string
  address: string
  rpcPort: number
}

function configuration(settings: Configuration): string {
  const { folder, address, rpcPort, authentication = false, maxRowLimit = 0 } = settings
  // JSON strings are TOML strings as well.
  const path = (name: string) => JSON.stringify(join(folder, name))
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${rpcPort}"`,
    '[meta]',
    `dir = ${path('meta')}`,
    '[data]',
    `dir = ${path('data')}`,
    `wal-dir = ${path('wal')}`,
    '[monitor]',
    'store-enabled = false',
    '[http]',
    `bind-address = "${address}"`,
    `auth-enabled = ${authentication}`,
    `max-row-limit = ${maxRowLimit}`,
    'log-enabled = false',
    '',
  ].join('\n')
}

import { AppError } from '@ocp-perf/errors'
import { createInfluxClient, type InfluxSettings, type InfluxSource } from '@ocp-perf/influx'
import type { InfluxSources } from './context.ts'

/** The InfluxDB servers of a configuration, the current one first; each client is made on first use. */
export function createInfluxSources(
  configured: readonly InfluxSettings[],
  current: string | undefined,
): InfluxSources & { close(): Promise<void> } {
  const names = configured.map(({ name }) => name).sort((a, b) => Number(b === current) - Number(a === current))
  const clients = new Map<string, InfluxSource>()

  function settingsOf(wanted: string | undefined): InfluxSettings {
    const name = wanted ?? names[0]
    if (name === undefined) {
      throw new AppError('invalid_input', 'No InfluxDB is configured.', {
        hint: 'Name one in config/influxdb.yaml (see influxdb.example.yaml), or set INFLUXDB_URL and INFLUXDB_TOKEN.',
      })
    }
    const found = configured.find((each) => each.name === name)
    if (found !== undefined) return found
    throw new AppError('not_found', `There is no InfluxDB ${JSON.stringify(name.slice(0, 100))}.`, {
      hint: names.length > 0 ? `There is ${names.join(', ')}.` : 'None is configured.',
    })
  }

  return {
    names,
    nameOf: (name) => settingsOf(name).name,
    source: (name) => {
      const settings = settingsOf(name)
      const client = clients.get(settings.name) ?? createInfluxClient(settings)
      clients.set(settings.name, client)
      return client
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()))
    },
  }
}

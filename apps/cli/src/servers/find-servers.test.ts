import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { chooseServers, findDomainServers, findServers } from './find-servers.ts'

const server = (name: string) => ({
  name,
  program: `${name}-analyzer`,
  file: `/x/${name}.js`,
  description: '',
  hasDomain: true,
})

test('the servers are the programs that the command line depends on', () => {
  const servers = findServers()
  expect(servers.map(({ name }) => name)).toContain('etcd')
  for (const { file } of servers) expect(file).toMatch(/\/dist\/main\.js$/)
  expect(existsSync(new URL('../../../etcd-analyzer/package.json', import.meta.url))).toBe(true)
})

test('of them those have a domain that can be diagnosed and reported on', () => {
  expect(findDomainServers().map(({ name }) => name)).toEqual(['etcd', 'network', 'ovnk'])
  expect(findServers().map(({ name }) => name)).toContain('timeseries')
})

test('a server goes by its short name, its program, or all', () => {
  const servers = [server('etcd'), server('network')]
  expect(chooseServers(['network'], servers)).toEqual([servers[1]])
  expect(chooseServers(['etcd-analyzer'], servers)).toEqual([servers[0]])
  expect(chooseServers(['all'], servers)).toEqual(servers)
  expect(chooseServers(['etcd', 'etcd-analyzer'], servers)).toEqual([servers[0]])
})

test('an unknown name is refused with what is near', () => {
  expect(() => chooseServers(['etcdd'], [server('etcd')])).toThrow(
    expect.objectContaining({ code: 'not_found', hint: 'Did you mean etcd?' }),
  )
})

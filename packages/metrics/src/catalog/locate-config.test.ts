import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { folderWith } from '../testing/folder.ts'
import { locateConfig } from './locate-config.ts'

test('OCP_PERF_CONFIG comes first', () => {
  const folder = folderWith({ 'metrics/a/b.yml': '' })
  expect(locateConfig({ OCP_PERF_CONFIG: folder }, import.meta.url)).toBe(folder)
})

test('a folder that OCP_PERF_CONFIG names must hold the catalog', () => {
  const folder = folderWith({})
  expect(() => locateConfig({ OCP_PERF_CONFIG: folder }, import.meta.url)).toThrow(
    expect.objectContaining({ code: 'not_found', message: expect.stringContaining(folder) }),
  )
})

test('else the nearest config upward of the module is taken, by path or by URL', () => {
  const folder = folderWith({ 'config/metrics/a/b.yml': '' })
  const deep = join(folder, 'apps', 'one', 'dist')
  mkdirSync(deep, { recursive: true })
  expect(locateConfig({}, deep)).toBe(join(folder, 'config'))
  expect(locateConfig({ OCP_PERF_CONFIG: '' }, pathToFileURL(join(deep, 'main.js')).href)).toBe(join(folder, 'config'))
})

test('no config at all says what to set', () => {
  expect(() => locateConfig({}, '/')).toThrow(
    expect.objectContaining({ code: 'not_found', hint: expect.stringContaining('OCP_PERF_CONFIG') }),
  )
})

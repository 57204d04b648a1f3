import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from '../testing/folder.ts'
import { shippedConfig } from '../testing/shipped-config.ts'
import { loadCatalog } from './catalog.ts'

const page = readFileSync(join(shippedConfig, '..', 'docs', 'metrics.md'), 'utf8')
const [, example = ''] = /<!-- example: config\/thresholds\.yml -->\s+```yaml\n(.*?)```/s.exec(page) ?? []

test('the example of the documentation works beside the shipped catalog', () => {
  const folder = folderWith({ 'thresholds.yml': example })
  cpSync(join(shippedConfig, 'metrics'), join(folder, 'metrics'), { recursive: true })
  const catalog = loadCatalog(folder)
  expect(catalog.metric('etcd_wal_fsync_p99').bands).toMatchObject({
    watch: 0.02,
    degraded: 0.05,
    critical: 0.5,
    source: 'storage SLO',
  })
  expect(loadCatalog(shippedConfig).metric('api_error_ratio').bands).toBeUndefined()
  expect(catalog.metric('api_error_ratio').bands).toMatchObject({
    watch: 0.01,
    critical: 0.05,
    source: 'config/thresholds.yml',
  })
})

import { readFile, writeFile } from 'node:fs/promises'
import { withToolsTable } from '@ocp-perf/analyzer/testing'
import { etcdAnalyzer } from '../etcd-analyzer.ts'

const readme = new URL('../../README.md', import.meta.url)
await writeFile(readme, await withToolsTable(await readFile(readme, 'utf8'), etcdAnalyzer))

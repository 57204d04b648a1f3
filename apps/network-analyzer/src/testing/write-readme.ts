import { readFile, writeFile } from 'node:fs/promises'
import { withToolsTable } from '@ocp-perf/analyzer/testing'
import { networkAnalyzer } from '../network-analyzer.ts'

const readme = new URL('../../README.md', import.meta.url)
await writeFile(readme, await withToolsTable(await readFile(readme, 'utf8'), networkAnalyzer))

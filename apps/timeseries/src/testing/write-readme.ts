import { readFile, writeFile } from 'node:fs/promises'
import { withTableOf } from '@ocp-perf/analyzer/testing'
import { timeseries } from '../timeseries.ts'

const readme = new URL('../../README.md', import.meta.url)
await writeFile(readme, withTableOf(await readFile(readme, 'utf8'), timeseries))

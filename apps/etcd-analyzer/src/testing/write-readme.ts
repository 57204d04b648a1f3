import { readFile, writeFile } from 'node:fs/promises'
import { readmePath, withToolsTable } from './tools-table.ts'

await writeFile(readmePath, await withToolsTable(await readFile(readmePath, 'utf8')))

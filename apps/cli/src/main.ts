#!/usr/bin/env node
// First, so that it is done while the rest is loaded.
import './plain-when-piped.ts'
import { runCommandLine } from './program.ts'

await runCommandLine(process.argv.slice(2))

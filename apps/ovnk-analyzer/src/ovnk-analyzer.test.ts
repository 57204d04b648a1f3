import { describeAnalyzer } from '@ocp-perf/analyzer/testing'
import { ovnkAnalyzer } from './ovnk-analyzer.ts'

describeAnalyzer(ovnkAnalyzer, new URL('../README.md', import.meta.url))

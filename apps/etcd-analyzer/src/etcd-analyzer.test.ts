import { describeAnalyzer } from '@ocp-perf/analyzer/testing'
import { etcdAnalyzer } from './etcd-analyzer.ts'

describeAnalyzer(etcdAnalyzer, new URL('../README.md', import.meta.url))

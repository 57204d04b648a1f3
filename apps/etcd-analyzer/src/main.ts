#!/usr/bin/env node
import { runAnalyzer } from '@ocp-perf/analyzer'
import { etcdAnalyzer } from './etcd-analyzer.ts'

await runAnalyzer(etcdAnalyzer)

export { freePorts } from '../machine/free-ports.ts'
export { requireProgram } from '../machine/programs.ts'
export { awaitData } from './await-data.ts'
export { describeReal } from './describe-real.ts'
export {
  type PrometheusOver,
  type PrometheusProgram,
  startPrometheusOver,
  whyNoPrometheus,
} from './prometheus-over.ts'
export { type LeftOut, type RealNeed, realNeeds, realVariables } from './real-environment.ts'
export { realLab } from './real-lab.ts'
export { remoteWrite } from './remote-write.ts'

export { describeReal } from './describe-real.ts'
export { type LeftOut, type RealNeed, realNeeds, realVariables } from './real-environment.ts'
export { realLab } from './real-lab.ts'

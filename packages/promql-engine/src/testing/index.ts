export { listenOnLoopback } from './loopback.ts'
export { differenceOf, outcomeOf } from './outcome.ts'

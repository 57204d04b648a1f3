export { differenceOf, outcomeOf } from './outcome.ts'

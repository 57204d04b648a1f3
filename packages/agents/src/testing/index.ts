export { type Step, says, scriptModel, toolTexts, wants } from './script-model.ts'

export { sampleDiagnosis } from './sample-diagnosis.ts'
export { fails, offered, type Step, says, scriptModel, toolTexts, wants } from './script-model.ts'
export { labResources, labTools } from './small-lab.ts'

export { createSimulation, type Simulation, type SimulationOptions } from './create-simulation.ts'
export { loadScenarios, type Scenarios } from './scenarios/load-scenarios.ts'
export type { Incident, Scenario } from './scenarios/scenario-schema.ts'
export {
  type SimulatedCluster,
  type SimulatedClusterOptions,
  startSimulatedCluster,
} from './serve/start-simulated-cluster.ts'

export * from './api.ts'
export * from './chart.ts'
export * from './chat-event.ts'

export type { Answered, Answerer, EarlierTurn, SaidEvent, Turn } from './answerer.ts'
export type { CallOptions, ServerEntry, Servers, ToolAnswer } from './servers.ts'

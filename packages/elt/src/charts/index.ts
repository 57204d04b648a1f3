export { type ChartInput, chartOption, chartSize, type Moment, type Paint } from './chart-option.ts'
export { limitStrokes, type Stroke, strokes } from './palette.ts'
export type { Point } from './series-points.ts'

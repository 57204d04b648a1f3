/** The library as one file, which loads ten times as fast as its parts do. It has no types of its own. */
declare module 'echarts/dist/echarts.esm.min' {
  export { init } from 'echarts/core'
}

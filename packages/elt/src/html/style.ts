import { layoutStyle } from './style/layout.ts'
import { tableStyle } from './style/tables.ts'
import { themeStyle } from './style/theme.ts'

/** The whole style of a page. */
export const pageStyle = `${themeStyle}${layoutStyle}${tableStyle}`

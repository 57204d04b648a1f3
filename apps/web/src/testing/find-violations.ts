/** What axe found. */
export interface Violations {
  checked: number
  serious: string[]
}

/** What keeps people from using a page: runs in the browser, where axe was loaded before. */
export const findViolations = `axe.run(document, { iframes: false }).then(({ violations, passes }) => ({
  checked: passes.length,
  serious: violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => id + ': ' + html.slice(0, 200))),
}))`

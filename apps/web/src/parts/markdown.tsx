import { memo } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { Pre } from './pre.tsx'
import { TableBox } from './table-box.tsx'

const plugins = [remarkGfm]

const components: Components = {
  // An address in text that was escaped so as to stay text becomes a link all the same, one without a place in the source.
  a: ({ href, children, node }) =>
    href && node?.position !== undefined ? <WebLink href={href}>{children}</WebLink> : <span>{children}</span>,
  // A picture would be fetched from wherever the text says, so it is named and not shown.
  img: ({ alt }) => <em>{alt ? `[picture: ${alt}]` : '[picture]'}</em>,
  table: ({ children }) => (
    <TableBox label="Table">
      <table>{children}</table>
    </TableBox>
  ),
  pre: ({ children }) => <Pre>{children}</Pre>,
}

function WebLink({ href, children }: { href: string; children?: React.ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  )
}

/** Text of a model or a server as Markdown. HTML in it stays text, and links lead to web pages alone. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      <ReactMarkdown remarkPlugins={plugins} components={components} urlTransform={webAddress}>
        {text}
      </ReactMarkdown>
    </div>
  )
})

/** Whatever is not plainly the address of a web page leads nowhere. */
export function webAddress(address: string): string {
  return /^https?:\/\//i.test(address) ? address : ''
}

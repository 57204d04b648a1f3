import { keepHeapSmall } from './heap-limits.ts'

/**
 * Importing this keeps a server's memory near what it uses. V8 lets garbage grow to a multiple of what lives before it
 * collects, which for a server that answers small requests is 100 MB of nothing. Import it first in a program: what is
 * loaded before counts too.
 */
keepHeapSmall()

/*
 * Usage texts are coloured by a library that looks at the environment while it is loaded, and not at whether anybody sees
 * the colours. Imported first, this keeps them out of pipes and files.
 */
if (!process.stdout.isTTY) process.env.NO_COLOR = '1'

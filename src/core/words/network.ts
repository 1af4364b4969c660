/** Why keyturn can't use a proxy address. The address is never part of the text, because it may contain a password. */
export const proxyProblems = {
  noHost: 'it names no host',
  noAddress: 'it is not a web address',
  scheme: 'only proxies whose address begins with http:// or https:// are supported',
  more: 'an address has only a host and a port. A slash, backslash, ? or # before the @ must be percent-encoded',
  spaces: 'it contains spaces or line breaks',
  percent: 'a percent sign must be followed by two hexadecimal digits, or be written as %25',
} as const;

/** A proxy's refusal to connect. */
export const proxyAnswered = (status: number) =>
  status === 407
    ? 'the proxy asks for a valid username and password (407): put them into HTTPS_PROXY'
    : `the proxy in HTTPS_PROXY doesn't connect to it (${status})`;

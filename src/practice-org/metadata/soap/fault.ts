/**
 * Refuses a whole SOAP call. `code` is a value of the API's ExceptionCode and is returned as `sf:<code>` with HTTP 500. For
 * a malformed message it is `soapenv:Client`.
 */
export class SoapFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `faultcode` of a message that doesn't match the WSDL. */
export const CLIENT_FAULT = 'soapenv:Client';

export function illegalSession(): SoapFault {
  return new SoapFault('INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader: Illegal Session');
}

export function insufficientAccess(): SoapFault {
  return new SoapFault(
    'INSUFFICIENT_ACCESS',
    'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
  );
}

export function invalidId(): SoapFault {
  return new SoapFault('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
}

export function unknownType(name: string): SoapFault {
  return new SoapFault('INVALID_TYPE', `Unknown type:${name}`);
}

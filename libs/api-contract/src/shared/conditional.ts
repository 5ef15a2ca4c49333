import { Type } from 'typebox';

/** `If-Match` of a write that must name what it was shown. It is checked by hand, so that its absence is a 428. */
export const ifMatchHeaders = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 256, description: 'the ETag as it was shown; `*` for whatever stands now. Missing: 428' }),
  ),
});

/** `If-Match` of a command that need not wait for a look: checked when it is there. */
export const optionalIfMatchHeaders = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 256, description: 'the ETag as it was shown; the command is refused if it has moved' }),
  ),
});

export const ETAG = { etag: 'names this state of it; send it back in `If-Match`' } as const;
export const LOCATION = { location: 'where it is found' } as const;

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { estateSchemaDocument } from './schema-document.ts';

writeFileSync(join(import.meta.dirname, '../../estate.schema.json'), estateSchemaDocument());

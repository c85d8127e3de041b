// Writes the types of a description for TypeScript: bytes of a file are a Blob. Arguments: description, file to write.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const [description, file] = process.argv.slice(2);
const blob = ts.factory.createTypeReferenceNode(ts.factory.createIdentifier('Blob'));
const transform = (schema) => (schema.format === 'binary' ? blob : undefined);
writeFileSync(file, astToString(await openapiTS(JSON.parse(readFileSync(description, 'utf8')), { transform })));

import { CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { SSM } from '@breakwater/aws';
import type { MotoWorld } from './moto-world.ts';

/** An automation document with one required parameter, `Site`. */
export async function anAutomation(world: MotoWorld, name: string): Promise<void> {
  const content = {
    schemaVersion: '0.3',
    parameters: { Site: { type: 'String' } },
    mainSteps: [{ name: 'wait', action: 'aws:sleep', inputs: { Duration: 'PT1S' } }],
  };
  await world.client(SSM).send(
    new CreateDocumentCommand({
      Name: name,
      DocumentType: 'Automation',
      DocumentFormat: 'JSON',
      Content: JSON.stringify(content),
    }),
  );
}

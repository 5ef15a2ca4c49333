/** By which later calls and people recognise what an execution made. */
export const EXECUTION_TAG = 'breakwater:execution';
export const STEP_TAG = 'breakwater:step';
/** On what a drill made: the instant from which it is an orphan. */
export const EXPIRES_TAG = 'breakwater:expires-at';

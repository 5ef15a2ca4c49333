/**
 * Makes what the distributed host stands on in a developer's stand-ins for AWS: tables, activities, the state machine, and the accounts of
 * the simulated estate. Made again, it changes nothing. Its settings are those of the services.
 */

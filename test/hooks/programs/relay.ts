import '../../../src/hooks/relay-main.ts';

// The public surface of the package. Every name is exported one by one, and a test pins the list.

export type {
  AuthOptions,
  TokenAuthOptions,
  VerifiedPrincipal,
  VerifyAuthOptions,
} from './auth/auth-options.ts';
export { completable } from './backends/native/completion.ts';
export {
  FleetServer,
  type FleetServerOptions,
  type PromptCallback,
  type ToolCallback,
} from './backends/native/fleet-server.ts';
export type {
  RegisteredPrompt,
  RegisteredResource,
  RegisteredResourceTemplate,
  RegisteredTool,
} from './backends/native/registrations.ts';
export { type ResourceConfig, ResourceTemplate, type Variables } from './backends/native/resources.ts';
export { fromJsonSchema, type SchemaSource } from './backends/native/schema.ts';
export type { ToolConfig, ToolResult } from './backends/native/tools.ts';
export { fromSdk, fromSdkV1, type SdkFleetServer, type SdkNotifier } from './backends/sdk/from-sdk.ts';
export type { SdkOptions, SdkV1Options } from './backends/sdk/sdk-options.ts';
export { ConfigurationError, type Problem } from './config/problem.ts';
export type { AdaptiveLimitOptions, AdmissionLimits, Saturation } from './flow/admission-options.ts';
export type { CircuitBreakerOptions } from './flow/circuit-breaker-options.ts';
export type { RateLimitOptions, RateOptions } from './flow/rate-limit-options.ts';
export { type FleetBuilder, fleet } from './node/fleet-builder.ts';
export type { FleetConfig } from './node/fleet-config.ts';
export { FleetNode } from './node/fleet-node.ts';
export { type FleetStores, memoryStores } from './node/fleet-stores.ts';
export { loadOptions, type OptionSources } from './node/load-options.ts';
export type { Logger, NodeOptions } from './node/node-options.ts';
export type { AdmissionSettings, ProtectionOptions } from './node/protection-options.ts';
export type { ProtectionsReport } from './node/protections.ts';
export type { Reconfigured } from './node/reconfigure.ts';
export { type ErrorCode, FleetError, ProtocolError, ToolError } from './protocol/errors.ts';
export type {
  CallToolResult,
  ContentBlock,
  CreateMessageResult,
  ElicitResult,
  GetPromptResult,
  Implementation,
  InputRequiredResult,
  ReadResourceResult,
  ToolAnnotations,
} from './protocol/mcp.ts';
export type { AskOptions, HandlerContext } from './server/handler-context.ts';
export {
  acceptedContent,
  type InputResponseView,
  inputRequired,
  inputResponse,
} from './server/input-required.ts';
export type { AuthInfo, Principal } from './server/principal.ts';
export type { ToolScale } from './server/tool-scale.ts';

CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"permissions" jsonb NOT NULL,
	"unit_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_tokens_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"issuer" text,
	"user_id" text NOT NULL,
	"password" text,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "held_roles" (
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"unit_id" text,
	CONSTRAINT "held_roles_once" UNIQUE NULLS NOT DISTINCT("user_id","role","unit_id")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"roles" jsonb NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"token" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"language" text DEFAULT 'ru' NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"kind" text PRIMARY KEY NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"threshold" integer NOT NULL,
	"hold_minutes" integer NOT NULL,
	"remind_minutes" integer NOT NULL,
	"recipients" jsonb NOT NULL,
	"addresses" "bytea",
	"muted_until" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_by" text DEFAULT 'hub' NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"connection_id" text,
	"state" text NOT NULL,
	"title" jsonb NOT NULL,
	"figure" integer NOT NULL,
	"repeats" integer DEFAULT 0 NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL,
	"notices" integer DEFAULT 0 NOT NULL,
	"noticed_at" timestamp with time zone,
	"muted_until" timestamp with time zone,
	"acknowledged_at" timestamp with time zone,
	"acknowledged_by" text,
	"note" text,
	"resolved_at" timestamp with time zone,
	"resolved_by" text
);
--> statement-breakpoint
CREATE TABLE "approval_limits" (
	"act" text NOT NULL,
	"role" text NOT NULL,
	"alone" integer NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "approval_limits_act_role_pk" PRIMARY KEY("act","role")
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"act" text NOT NULL,
	"plan_hash" text NOT NULL,
	"plan" jsonb NOT NULL,
	"count" integer NOT NULL,
	"unit_id" text,
	"state" text DEFAULT 'open' NOT NULL,
	"reason" text NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"decision" text,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"act" text NOT NULL,
	"actor" text NOT NULL,
	"permission" text,
	"target" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"ip" text,
	"request_id" text,
	"data" jsonb NOT NULL,
	"previous" "bytea" NOT NULL,
	"digest" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bulk_jobs" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"pair_id" text NOT NULL,
	"state" text DEFAULT 'planning' NOT NULL,
	"plan" jsonb,
	"plan_hash" text,
	"canary" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"canary_done" boolean DEFAULT false NOT NULL,
	"halt" jsonb,
	"acknowledged" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"drift_run" bigint,
	"cursor" jsonb,
	"total" integer DEFAULT 0 NOT NULL,
	"fed" integer DEFAULT 0 NOT NULL,
	"walked" boolean DEFAULT false NOT NULL,
	"reason" text NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"owner" text NOT NULL,
	"draft" jsonb NOT NULL,
	"calendar" jsonb NOT NULL,
	"version" integer NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "calendars_owner_version_pk" PRIMARY KEY("owner","version")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"owner" text NOT NULL,
	"name" text NOT NULL,
	"policy" jsonb NOT NULL,
	"version" integer NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "policies_owner_name_version_pk" PRIMARY KEY("owner","name","version")
);
--> statement-breakpoint
CREATE TABLE "production_calendars" (
	"country" text NOT NULL,
	"years" jsonb NOT NULL,
	"origin" text NOT NULL,
	"version" integer NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"published_at" timestamp with time zone NOT NULL,
	CONSTRAINT "production_calendars_country_version_pk" PRIMARY KEY("country","version")
);
--> statement-breakpoint
CREATE TABLE "sla_clocks" (
	"id" text PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"unit_id" text,
	"policy" text NOT NULL,
	"history" jsonb NOT NULL,
	"state" text NOT NULL,
	"due" timestamp with time zone,
	"warn_at" timestamp with time zone,
	"wake_at" timestamp with time zone,
	"breached_at" timestamp with time zone,
	"used_ms" bigint NOT NULL,
	"told" jsonb NOT NULL,
	"calendar_version" text NOT NULL,
	"policy_version" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"system" text NOT NULL,
	"title" text NOT NULL,
	"options" jsonb NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"pause" jsonb,
	"capabilities" jsonb,
	"probed_at" timestamp with time zone,
	"pull_seconds" integer DEFAULT 60 NOT NULL,
	"unit_id" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cursors" (
	"connection_id" text NOT NULL,
	"name" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "cursors_connection_id_name_pk" PRIMARY KEY("connection_id","name")
);
--> statement-breakpoint
CREATE TABLE "feed_failures" (
	"connection_id" text NOT NULL,
	"name" text NOT NULL,
	"error" jsonb NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"last_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feed_failures_connection_id_name_pk" PRIMARY KEY("connection_id","name")
);
--> statement-breakpoint
CREATE TABLE "fingerprints" (
	"connection_id" text NOT NULL,
	"entity" text NOT NULL,
	"external_id" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "fingerprints_connection_id_entity_external_id_pk" PRIMARY KEY("connection_id","entity","external_id")
);
--> statement-breakpoint
CREATE TABLE "modes" (
	"process" text NOT NULL,
	"connection_id" text NOT NULL,
	"mode" text NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "modes_process_connection_id_pk" PRIMARY KEY("process","connection_id")
);
--> statement-breakpoint
CREATE TABLE "pairs" (
	"id" text PRIMARY KEY NOT NULL,
	"process" text NOT NULL,
	"left_connection" text NOT NULL,
	"right_connection" text NOT NULL,
	"constants" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"unit_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"connection_id" text NOT NULL,
	"name" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"previous" "bytea",
	"previous_until" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "secrets_connection_id_name_pk" PRIMARY KEY("connection_id","name")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"connection_id" text PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "address_blocks" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"reason" text NOT NULL,
	"code" text NOT NULL,
	"delivery_id" text,
	"blocked_at" timestamp with time zone NOT NULL,
	"lifted_at" timestamp with time zone,
	"lifted_by" text
);
--> statement-breakpoint
CREATE TABLE "channel_policies" (
	"class" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channel_policies_class_version_pk" PRIMARY KEY("class","version")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"message" text NOT NULL,
	"replaced_by" text,
	"key" text NOT NULL,
	"class" text NOT NULL,
	"policy_version" integer DEFAULT 0 NOT NULL,
	"process" text NOT NULL,
	"subject" text,
	"unit_id" text,
	"person_id" text,
	"recipient" "bytea" NOT NULL,
	"template" text NOT NULL,
	"template_version" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"route" jsonb NOT NULL,
	"passed" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"channel" text,
	"connection_id" text,
	"zone" text,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"open" boolean DEFAULT false NOT NULL,
	"call_deadline" timestamp with time zone,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"provider_id" text,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"delivered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "delivery_attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"delivery_id" text NOT NULL,
	"place" integer NOT NULL,
	"document_id" uuid,
	"content" "bytea",
	"name" "bytea" NOT NULL,
	"content_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	CONSTRAINT "delivery_attachments_source" CHECK (("delivery_attachments"."document_id" is null) <> ("delivery_attachments"."content" is null))
);
--> statement-breakpoint
CREATE TABLE "document_chunks" (
	"document_id" uuid NOT NULL,
	"no" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "document_chunks_document_id_no_pk" PRIMARY KEY("document_id","no")
);
--> statement-breakpoint
CREATE TABLE "document_packs" (
	"link_id" text PRIMARY KEY NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"attention" boolean DEFAULT false NOT NULL,
	"policy" text,
	"policy_version" integer,
	"payment" text NOT NULL,
	"price" numeric NOT NULL,
	"paid" numeric NOT NULL,
	"currency" text NOT NULL,
	"starts_on" date,
	"ends_on" date,
	"contacts" "bytea" NOT NULL,
	"look" text NOT NULL,
	"wake_at" timestamp with time zone,
	"wake_for" jsonb,
	"opened_at" timestamp with time zone NOT NULL,
	"looked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "document_parts" (
	"link_id" text NOT NULL,
	"part" text NOT NULL,
	"recipient" text NOT NULL,
	"place" integer NOT NULL,
	"title" jsonb NOT NULL,
	"state" text NOT NULL,
	"reasons" jsonb NOT NULL,
	"document_ids" text[] NOT NULL,
	"ready_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"level" text DEFAULT 'none' NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "document_parts_link_id_part_recipient_pk" PRIMARY KEY("link_id","part","recipient")
);
--> statement-breakpoint
CREATE TABLE "document_resends" (
	"id" text PRIMARY KEY NOT NULL,
	"filter" jsonb NOT NULL,
	"plan_hash" text NOT NULL,
	"total" integer NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"unit_id" text,
	"approval_id" text,
	"reason" text NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"cancelled_by" text
);
--> statement-breakpoint
CREATE TABLE "document_sends" (
	"id" text PRIMARY KEY NOT NULL,
	"link_id" text NOT NULL,
	"part" text NOT NULL,
	"recipient" text NOT NULL,
	"kind" text NOT NULL,
	"version_set" text NOT NULL,
	"resend" integer NOT NULL,
	"document_ids" text[] NOT NULL,
	"enclosed_ids" text[] NOT NULL,
	"tourist_keys" text[] NOT NULL,
	"state" text NOT NULL,
	"delivery_id" text,
	"delivery_state" text,
	"address" "bytea",
	"language" text NOT NULL,
	"ordered_by" text NOT NULL,
	"reason" text,
	"plan_hash" text,
	"bulk_id" text,
	"error" jsonb,
	"ordered_at" timestamp with time zone NOT NULL,
	"proven_at" timestamp with time zone,
	"noted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"link_id" text NOT NULL,
	"origin" text DEFAULT 'booking' NOT NULL,
	"external_id" text NOT NULL,
	"version" text NOT NULL,
	"no" integer NOT NULL,
	"category" text NOT NULL,
	"holder" text NOT NULL,
	"tourist_keys" text[] NOT NULL,
	"availability" text NOT NULL,
	"reason_code" text,
	"reason" jsonb,
	"days_before" integer,
	"issued" boolean NOT NULL,
	"listed" boolean DEFAULT true NOT NULL,
	"state" text DEFAULT 'listed' NOT NULL,
	"fetches" integer DEFAULT 1 NOT NULL,
	"error" jsonb,
	"content_type" text,
	"size_bytes" integer,
	"sha256" text,
	"seen_at" timestamp with time zone NOT NULL,
	"fetched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pack_policies" (
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"body_hash" text NOT NULL,
	"origin" text NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pack_policies_name_version_pk" PRIMARY KEY("name","version")
);
--> statement-breakpoint
CREATE TABLE "drift_items" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "drift_items_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"link_id" text NOT NULL,
	"kind" text NOT NULL,
	"field" text,
	"cause" text NOT NULL,
	"repair" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "drift_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "drift_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"pair_id" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	"compared" integer DEFAULT 0 NOT NULL,
	"different" integer DEFAULT 0 NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"repair_job" text
);
--> statement-breakpoint
CREATE TABLE "deliveries_in" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_in_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"content_type" text NOT NULL,
	"body" "bytea" NOT NULL,
	"state" text NOT NULL,
	"error" jsonb
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "inbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" text NOT NULL,
	"delivery_id" bigint,
	"kind" text NOT NULL,
	"entity" text NOT NULL,
	"external_id" text NOT NULL,
	"change" text,
	"vendor_key" text,
	"body" "bytea",
	"job_id" text,
	"subject" text NOT NULL,
	"route_id" text,
	"order_key" text,
	"retry_at" timestamp with time zone,
	"generation" integer DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"nudged_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"result" text,
	"error" jsonb
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"quarantine" text,
	"quarantined_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_rotations" (
	"id" serial PRIMARY KEY NOT NULL,
	"master" text NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"cursor" text DEFAULT '' NOT NULL,
	"total" integer NOT NULL,
	"examined" integer DEFAULT 0 NOT NULL,
	"rewrapped" integer DEFAULT 0 NOT NULL,
	"quarantined" integer DEFAULT 0 NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "breakers" (
	"scope" text PRIMARY KEY NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"open_until" double precision DEFAULT 0 NOT NULL,
	"probe_until" double precision DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"scope" text PRIMARY KEY NOT NULL,
	"tat" double precision DEFAULT 0 NOT NULL,
	"bulk_tat" double precision DEFAULT 0 NOT NULL,
	"queue_tat" double precision DEFAULT 0 NOT NULL,
	"foreground_at" double precision DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pressures" (
	"scope" text PRIMARY KEY NOT NULL,
	"value" double precision NOT NULL,
	"until_ms" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "left_records" (
	"link_id" text PRIMARY KEY NOT NULL,
	"mapping" text NOT NULL,
	"record" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mapping_documents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mapping_documents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"text" text NOT NULL,
	"text_hash" text NOT NULL,
	"origin" text NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"restores" integer,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mapping_usage" (
	"mapping" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"detail" text NOT NULL,
	"count" bigint NOT NULL,
	"known" boolean NOT NULL,
	"first_seen" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mapping_usage_mapping_kind_name_detail_pk" PRIMARY KEY("mapping","kind","name","detail")
);
--> statement-breakpoint
CREATE TABLE "schema_snapshots" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "schema_snapshots_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" text NOT NULL,
	"system" text NOT NULL,
	"hash" text NOT NULL,
	"schemas" jsonb NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pauses" (
	"link_id" text NOT NULL,
	"field" text NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pauses_link_id_field_pk" PRIMARY KEY("link_id","field")
);
--> statement-breakpoint
CREATE TABLE "claim_accounts" (
	"link_id" text PRIMARY KEY NOT NULL,
	"paid" numeric(18, 2) NOT NULL,
	"read_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payment_receipts" (
	"payment_id" text NOT NULL,
	"external_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"url" text,
	"registered_at" timestamp with time zone,
	"fiscal_document" text,
	"fiscal_storage" text,
	"fiscal_attribute" text,
	CONSTRAINT "payment_receipts_payment_id_external_id_pk" PRIMARY KEY("payment_id","external_id")
);
--> statement-breakpoint
CREATE TABLE "payment_shares" (
	"payment_id" text NOT NULL,
	"link_id" text NOT NULL,
	"share" numeric(18, 2) NOT NULL,
	"rest" numeric(18, 2) NOT NULL,
	"currency" text NOT NULL,
	"counted" numeric(18, 2),
	"counted_currency" text,
	"booked" boolean DEFAULT false NOT NULL,
	"finding" text,
	"receipt" text,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "payment_shares_payment_id_link_id_pk" PRIMARY KEY("payment_id","link_id")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"connection_id" text NOT NULL,
	"external_id" text NOT NULL,
	"source" text NOT NULL,
	"order_name" text,
	"state" text NOT NULL,
	"amount" numeric(18, 2) NOT NULL,
	"currency" text NOT NULL,
	"refunded" numeric(18, 2) DEFAULT '0' NOT NULL,
	"paid_at" timestamp with time zone,
	"cash" boolean DEFAULT false NOT NULL,
	"receipt" text,
	"same_as" text,
	"finding" text,
	"payer" "bytea",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"person_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"phone" text,
	"email" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "replays" (
	"id" text PRIMARY KEY NOT NULL,
	"filter" jsonb NOT NULL,
	"plan_hash" text NOT NULL,
	"total" integer NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"unit_id" text,
	"approval_id" text,
	"reason" text NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"cancelled_by" text
);
--> statement-breakpoint
CREATE TABLE "routes" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"unit_id" text,
	"source_connection" text NOT NULL,
	"event" text NOT NULL,
	"conditions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"rules" jsonb NOT NULL,
	"dictionaries" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"constants" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"types" jsonb DEFAULT '{"source":{},"target":{}}'::jsonb NOT NULL,
	"target_connection" text NOT NULL,
	"write" jsonb NOT NULL,
	"order_by" text,
	"lanes" integer DEFAULT 4 NOT NULL,
	"state" text DEFAULT 'off' NOT NULL,
	"pause" jsonb,
	"mode" text DEFAULT 'observe' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"mapping_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "schedule_pauses" (
	"id" text PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"paused_by" text NOT NULL,
	"paused_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shared_codes" (
	"link_id" text PRIMARY KEY NOT NULL,
	"no" integer NOT NULL,
	"hash" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"used" boolean DEFAULT false NOT NULL,
	CONSTRAINT "shared_codes_tries" CHECK ("shared_codes"."tries" >= 0)
);
--> statement-breakpoint
CREATE TABLE "shared_files" (
	"link_id" text NOT NULL,
	"place" integer NOT NULL,
	"document_id" uuid NOT NULL,
	"name" "bytea" NOT NULL,
	"content_type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"downloaded_at" timestamp with time zone,
	"downloads" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "shared_files_link_id_place_pk" PRIMARY KEY("link_id","place")
);
--> statement-breakpoint
CREATE TABLE "shared_links" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"process" text NOT NULL,
	"subject" text,
	"unit_id" text,
	"person_id" text,
	"language" text NOT NULL,
	"content" "bytea" NOT NULL,
	"code_to" "bytea",
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"revoked_by" text,
	"opened_at" timestamp with time zone,
	"opens" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bases" (
	"link_id" text NOT NULL,
	"side" text NOT NULL,
	"fields" "bytea" NOT NULL,
	"revision" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "bases_link_id_side_pk" PRIMARY KEY("link_id","side")
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "effects_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"process" text NOT NULL,
	"link_id" text NOT NULL,
	"side" text NOT NULL,
	"connection_id" text NOT NULL,
	"creates" boolean NOT NULL,
	"entity" text NOT NULL,
	"external_id" text,
	"operation" text NOT NULL,
	"state" text NOT NULL,
	"plan" "bytea" NOT NULL,
	"plan_hash" text NOT NULL,
	"field_names" text[] NOT NULL,
	"mapping_hash" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"call_deadline" timestamp with time zone,
	"attempts" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "journal_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"xact" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"link_id" text,
	"connection_id" text,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sealed" "bytea",
	"mapping_hash" text,
	"effect_id" bigint
);
--> statement-breakpoint
CREATE TABLE "links" (
	"id" text PRIMARY KEY NOT NULL,
	"pair_id" text NOT NULL,
	"kind" text NOT NULL,
	"left_id" text NOT NULL,
	"left_number" text,
	"right_id" text,
	"person_id" text,
	"incarnation" integer DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"merged_into" text,
	"rev" integer DEFAULT 0 NOT NULL,
	"stage" text,
	"attention" boolean DEFAULT false NOT NULL,
	"mapping_hash" text,
	"synced_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mapping_versions" (
	"hash" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"spec" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "seals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"from_xact" "xid8" NOT NULL,
	"to_xact" "xid8" NOT NULL,
	"rows" integer NOT NULL,
	"root" "bytea" NOT NULL,
	"previous" "bytea" NOT NULL,
	"seal" "bytea" NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tasks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"dedup_key" text NOT NULL,
	"link_id" text,
	"connection_id" text,
	"state" text DEFAULT 'open' NOT NULL,
	"title" jsonb NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sealed" "bytea",
	"choice" text,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" text
);
--> statement-breakpoint
CREATE TABLE "desk_cards" (
	"language" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"phone" text,
	"email" text,
	"hours" text,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "template_publications" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "template_publications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"template" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "template_usage" (
	"template" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"count" bigint NOT NULL,
	"last_used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "template_usage_template_language_version_pk" PRIMARY KEY("template","language","version")
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "template_versions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"template" text NOT NULL,
	"language" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"body_hash" text NOT NULL,
	"origin" text NOT NULL,
	"author" text NOT NULL,
	"reason" text NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"name" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"folder" text NOT NULL,
	"topic" text NOT NULL,
	"title" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tombstones" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tombstones_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"connection_id" text NOT NULL,
	"link_id" text NOT NULL,
	"entity" text NOT NULL,
	"external_id" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"parent_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_roles" ADD CONSTRAINT "held_roles_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "held_roles" ADD CONSTRAINT "held_roles_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bulk_jobs" ADD CONSTRAINT "bulk_jobs_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cursors" ADD CONSTRAINT "cursors_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feed_failures" ADD CONSTRAINT "feed_failures_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fingerprints" ADD CONSTRAINT "fingerprints_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "modes" ADD CONSTRAINT "modes_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_left_connection_connections_id_fk" FOREIGN KEY ("left_connection") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_right_connection_connections_id_fk" FOREIGN KEY ("right_connection") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pairs" ADD CONSTRAINT "pairs_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "secrets" ADD CONSTRAINT "secrets_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tokens" ADD CONSTRAINT "tokens_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "address_blocks" ADD CONSTRAINT "address_blocks_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivery_attachments" ADD CONSTRAINT "delivery_attachments_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_chunks" ADD CONSTRAINT "document_chunks_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_packs" ADD CONSTRAINT "document_packs_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_parts" ADD CONSTRAINT "document_parts_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_resends" ADD CONSTRAINT "document_resends_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "document_sends" ADD CONSTRAINT "document_sends_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drift_items" ADD CONSTRAINT "drift_items_run_id_drift_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."drift_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pauses" ADD CONSTRAINT "pauses_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_accounts" ADD CONSTRAINT "claim_accounts_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_receipts" ADD CONSTRAINT "payment_receipts_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_shares" ADD CONSTRAINT "payment_shares_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_shares" ADD CONSTRAINT "payment_shares_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replays" ADD CONSTRAINT "replays_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_source_connection_connections_id_fk" FOREIGN KEY ("source_connection") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routes" ADD CONSTRAINT "routes_target_connection_connections_id_fk" FOREIGN KEY ("target_connection") REFERENCES "public"."connections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_codes" ADD CONSTRAINT "shared_codes_link_id_shared_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."shared_links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_files" ADD CONSTRAINT "shared_files_link_id_shared_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."shared_links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shared_links" ADD CONSTRAINT "shared_links_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bases" ADD CONSTRAINT "bases_link_id_links_id_fk" FOREIGN KEY ("link_id") REFERENCES "public"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "links" ADD CONSTRAINT "links_pair_id_pairs_id_fk" FOREIGN KEY ("pair_id") REFERENCES "public"."pairs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_publications" ADD CONSTRAINT "template_publications_template_templates_name_fk" FOREIGN KEY ("template") REFERENCES "public"."templates"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_usage" ADD CONSTRAINT "template_usage_template_templates_name_fk" FOREIGN KEY ("template") REFERENCES "public"."templates"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_template_templates_name_fk" FOREIGN KEY ("template") REFERENCES "public"."templates"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "units" ADD CONSTRAINT "units_parent_id_units_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_user_provider" ON "credentials" USING btree ("user_id","provider_id");--> statement-breakpoint
CREATE INDEX "held_roles_unit" ON "held_roles" USING btree ("unit_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verifications_identifier" ON "verifications" USING btree ("identifier");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_current" ON "alerts" USING btree ("kind","subject") WHERE state <> 'resolved';--> statement-breakpoint
CREATE INDEX "alerts_state" ON "alerts" USING btree ("state","seen_at","id");--> statement-breakpoint
CREATE INDEX "alerts_past" ON "alerts" USING btree ("kind","subject","resolved_at");--> statement-breakpoint
CREATE INDEX "approvals_state" ON "approvals" USING btree ("state","requested_at");--> statement-breakpoint
CREATE INDEX "approvals_plan" ON "approvals" USING btree ("act","plan_hash");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit" USING btree ("actor","id");--> statement-breakpoint
CREATE INDEX "audit_act" ON "audit" USING btree ("act","id");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_clocks_name" ON "sla_clocks" USING btree ("subject","name");--> statement-breakpoint
CREATE INDEX "sla_clocks_wake" ON "sla_clocks" USING btree ("wake_at") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "sla_clocks_open" ON "sla_clocks" USING btree ("policy") WHERE closed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "address_blocks_standing" ON "address_blocks" USING btree ("channel","address","reason") WHERE lifted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_key" ON "deliveries" USING btree ("key");--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("connection_id","due_at") WHERE state in ('queued', 'sending');--> statement-breakpoint
CREATE INDEX "deliveries_created" ON "deliveries" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "deliveries_subject" ON "deliveries" USING btree ("process","subject");--> statement-breakpoint
CREATE INDEX "deliveries_person" ON "deliveries" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "deliveries_message" ON "deliveries" USING btree ("message");--> statement-breakpoint
CREATE INDEX "deliveries_provider" ON "deliveries" USING btree ("connection_id","provider_id");--> statement-breakpoint
CREATE UNIQUE INDEX "delivery_attachments_place" ON "delivery_attachments" USING btree ("delivery_id","place");--> statement-breakpoint
CREATE INDEX "delivery_attachments_document" ON "delivery_attachments" USING btree ("document_id");--> statement-breakpoint
CREATE INDEX "document_packs_opened" ON "document_packs" USING btree ("opened_at","link_id");--> statement-breakpoint
CREATE INDEX "document_packs_wake" ON "document_packs" USING btree ("wake_at") WHERE wake_at is not null;--> statement-breakpoint
CREATE INDEX "document_parts_state" ON "document_parts" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "document_sends_once" ON "document_sends" USING btree ("link_id","part","recipient","version_set","resend");--> statement-breakpoint
CREATE INDEX "document_sends_delivery" ON "document_sends" USING btree ("delivery_id");--> statement-breakpoint
CREATE INDEX "document_sends_open" ON "document_sends" USING btree ("link_id") WHERE state = 'ordered' or (state = 'posted' and noted_at is null);--> statement-breakpoint
CREATE INDEX "document_sends_bulk" ON "document_sends" USING btree ("bulk_id","state") WHERE bulk_id is not null;--> statement-breakpoint
CREATE INDEX "document_sends_plan" ON "document_sends" USING btree ("plan_hash") WHERE plan_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_version" ON "documents" USING btree ("link_id","external_id","version");--> statement-breakpoint
CREATE INDEX "drift_items_run" ON "drift_items" USING btree ("run_id","link_id");--> statement-breakpoint
CREATE INDEX "drift_items_link" ON "drift_items" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "deliveries_connection_at" ON "deliveries_in" USING btree ("connection_id","received_at");--> statement-breakpoint
CREATE INDEX "deliveries_dead" ON "deliveries_in" USING btree ("connection_id") WHERE state = 'dead';--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_pending_hint" ON "inbox" USING btree ("connection_id","entity","external_id") WHERE kind = 'hint' and state = 'pending';--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_fact" ON "inbox" USING btree ("connection_id","entity","vendor_key") WHERE kind = 'fact';--> statement-breakpoint
CREATE INDEX "inbox_pending_subject" ON "inbox" USING btree ("subject") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "inbox_pending_nudge" ON "inbox" USING btree ("nudged_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "inbox_state_id" ON "inbox" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "inbox_job" ON "inbox" USING btree ("job_id","state") WHERE job_id is not null;--> statement-breakpoint
CREATE INDEX "inbox_route" ON "inbox" USING btree ("route_id","id") WHERE route_id is not null;--> statement-breakpoint
CREATE INDEX "inbox_parked_key" ON "inbox" USING btree ("route_id","order_key") WHERE state = 'dead' and order_key is not null;--> statement-breakpoint
CREATE INDEX "inbox_retry" ON "inbox" USING btree ("subject","order_key") WHERE state = 'pending' and retry_at is not null;--> statement-breakpoint
CREATE INDEX "inbox_record" ON "inbox" USING btree ("connection_id","entity","external_id");--> statement-breakpoint
CREATE INDEX "left_records_mapping" ON "left_records" USING btree ("mapping","at");--> statement-breakpoint
CREATE UNIQUE INDEX "mapping_documents_version" ON "mapping_documents" USING btree ("kind","name","version");--> statement-breakpoint
CREATE INDEX "schema_snapshots_connection" ON "schema_snapshots" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "payment_shares_link" ON "payment_shares" USING btree ("link_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_external" ON "payments" USING btree ("connection_id","external_id");--> statement-breakpoint
CREATE INDEX "payments_same" ON "payments" USING btree ("same_as");--> statement-breakpoint
CREATE INDEX "payments_newest" ON "payments" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "payments_amount" ON "payments" USING btree ("amount");--> statement-breakpoint
CREATE UNIQUE INDEX "identities_person_kind" ON "identities" USING btree ("person_id","kind","hash");--> statement-breakpoint
CREATE INDEX "routes_source" ON "routes" USING btree ("source_connection","event");--> statement-breakpoint
CREATE INDEX "routes_target" ON "routes" USING btree ("target_connection");--> statement-breakpoint
CREATE UNIQUE INDEX "shared_links_token" ON "shared_links" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "shared_links_created" ON "shared_links" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "shared_links_subject" ON "shared_links" USING btree ("process","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "effects_key" ON "effects" USING btree ("key");--> statement-breakpoint
CREATE INDEX "effects_link" ON "effects" USING btree ("link_id","id");--> statement-breakpoint
CREATE INDEX "effects_open" ON "effects" USING btree ("link_id") WHERE state in ('intended', 'unknown');--> statement-breakpoint
CREATE INDEX "effects_state" ON "effects" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "effects_connection" ON "effects" USING btree ("connection_id","id");--> statement-breakpoint
CREATE INDEX "journal_link" ON "journal" USING btree ("link_id","id");--> statement-breakpoint
CREATE INDEX "journal_xact" ON "journal" USING btree ("xact");--> statement-breakpoint
CREATE INDEX "journal_connection" ON "journal" USING btree ("connection_id","at") WHERE connection_id is not null and (link_id is null or type = 'event_replayed');--> statement-breakpoint
CREATE UNIQUE INDEX "links_left" ON "links" USING btree ("pair_id","kind","left_id");--> statement-breakpoint
CREATE UNIQUE INDEX "links_right" ON "links" USING btree ("pair_id","kind","right_id") WHERE right_id is not null;--> statement-breakpoint
CREATE INDEX "links_number" ON "links" USING btree ("left_number");--> statement-breakpoint
CREATE INDEX "links_person" ON "links" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "links_newest" ON "links" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "links_attention" ON "links" USING btree ("created_at","id") WHERE attention;--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_open" ON "tasks" USING btree ("dedup_key") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "tasks_state" ON "tasks" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "tasks_link" ON "tasks" USING btree ("link_id");--> statement-breakpoint
CREATE INDEX "tasks_payment" ON "tasks" USING btree ((data ->> 'payment')) WHERE data ->> 'payment' is not null;--> statement-breakpoint
CREATE INDEX "template_publications_newest" ON "template_publications" USING btree ("template","language","id");--> statement-breakpoint
CREATE UNIQUE INDEX "template_versions_version" ON "template_versions" USING btree ("template","language","version");--> statement-breakpoint
CREATE INDEX "templates_folder" ON "templates" USING btree ("kind","folder");--> statement-breakpoint
CREATE UNIQUE INDEX "tombstones_record" ON "tombstones" USING btree ("connection_id","link_id","external_id");--> statement-breakpoint
CREATE INDEX "tombstones_recent" ON "tombstones" USING btree ("connection_id","at");--> statement-breakpoint
CREATE INDEX "units_parent" ON "units" USING btree ("parent_id");
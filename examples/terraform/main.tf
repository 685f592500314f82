terraform {
  required_version = ">= 1.10" # Ephemeral variables.

  required_providers {
    zitadel = {
      source  = "zitadel/zitadel"
      version = ">= 2.4.0" # The first with access_token; uploads of images use it from 3.2.2 on.
    }
  }
}

variable "zitadel_domain" {
  type = string
}

variable "zitadel_access_token" {
  type      = string
  sensitive = true
  ephemeral = true # Neither in the state nor in a plan file.
}

variable "zitadel_org_id" {
  type = string
}

provider "zitadel" {
  domain       = var.zitadel_domain # The host name alone; a port goes into "port".
  access_token = var.zitadel_access_token
}

resource "zitadel_project" "shop" {
  name   = "Shop"
  org_id = var.zitadel_org_id
}

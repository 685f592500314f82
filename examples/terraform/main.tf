terraform {
  required_version = ">= 1.10" # Ephemeral variables.

  required_providers {
    zitadel = {
      source  = "zitadel/zitadel"
      version = ">= 2.4.0" # The first version with access_token. Image uploads use it from 3.2.2 on.
    }
  }
}

variable "zitadel_domain" {
  type = string
}

variable "zitadel_access_token" {
  type      = string
  sensitive = true
  ephemeral = true # Written neither to the state nor to a plan file.
}

variable "zitadel_org_id" {
  type = string
}

provider "zitadel" {
  domain       = var.zitadel_domain # The host without a scheme. If it has a port, set "port", too.
  access_token = var.zitadel_access_token
}

resource "zitadel_project" "shop" {
  name   = "Shop"
  org_id = var.zitadel_org_id
}

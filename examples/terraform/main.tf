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

variable "zitadel_port" {
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
  domain       = var.zitadel_domain # Without a scheme and without a port. For an instance without TLS, add "insecure = true".
  port         = var.zitadel_port
  access_token = var.zitadel_access_token
}

resource "zitadel_project" "shop" {
  name   = "Shop"
  org_id = var.zitadel_org_id
}
